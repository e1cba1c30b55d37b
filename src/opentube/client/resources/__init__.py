"""What can be asked, a file a part of the API. Each method is written once, as steps."""

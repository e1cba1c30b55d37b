"""Reading files of strangers in processes of their own, with little time, little memory and nothing else to reach."""

"""What happened in an owner's library, streamed to whoever watches and sent to webhooks."""

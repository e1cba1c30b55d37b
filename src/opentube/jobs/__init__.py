"""The queue, the worker, cancel, retry and the recovery of stalled jobs."""

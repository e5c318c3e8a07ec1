"""The outbox: mail and webhooks, written in the transaction of what they tell of, and sent by a worker afterwards."""

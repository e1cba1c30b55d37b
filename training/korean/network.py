"""The Bi-LSTM: sub-words in, one logit or more a head out."""

from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn

from training.korean.data import INTENTS

HEADS: Final[Mapping[str, int]] = {
    "polar": 1,
    "neutral": 1,
    "question": 1,
    "request": 1,
    "hostile": 1,
    "kmhas": 9,
    "beep": 3,
    "curse": 1,
    "intent": INTENTS,
}


class Reader(nn.Module):
    """Embedding, one bidirectional LSTM, attention and maximum over the sub-words, one linear layer for all heads."""

    def __init__(self, vocabulary: int, *, embedding: int = 128, hidden: int = 160, dropout: float = 0.3) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.lstm = nn.LSTM(embedding, hidden, batch_first=True, bidirectional=True)
        self.attention = nn.Linear(2 * hidden, 1)
        self.heads = nn.Linear(4 * hidden, sum(HEADS.values()))
        self.dropout = nn.Dropout(dropout)

    def forward(self, tokens: Tensor) -> Tensor:
        """Read texts of one length, (texts, tokens) int64, and return (texts, logits) float32."""
        states = self.lstm(self.dropout(self.embedding(tokens)))[0].float()
        shares = torch.softmax(self.attention(states), dim=1)
        pooled = torch.cat([(shares * states).sum(1), states.amax(1)], dim=1)
        logits: Tensor = self.heads(self.dropout(pooled))
        return logits.float()

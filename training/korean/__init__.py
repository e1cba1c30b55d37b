"""How the Korean models of comments are trained: a linear model and a Bi-LSTM that read together."""

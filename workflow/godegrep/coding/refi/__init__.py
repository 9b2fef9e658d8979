"""The exchange with NVivo, MAXQDA, ATLAS.ti and others, as REFI-QDA projects."""

"""The open answers: from units of meaning to the codes that people gave them."""

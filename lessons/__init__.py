"""What the lecture’s pages compute, a folder a page; what several pages share begins with _ and stands here."""

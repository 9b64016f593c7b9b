"""HTTP only: requests in, pages out."""

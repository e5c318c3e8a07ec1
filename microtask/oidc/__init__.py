"""Sign-in at an identity provider: OpenID Connect, authorisation code with PKCE. Knows no database and no page."""

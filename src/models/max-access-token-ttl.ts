/** The longest `ACCESS_TOKEN_TTL` that can be configured: one day. What concerns access tokens is kept this long. */
export const maxAccessTokenTtlSeconds = 86_400;

/** The maximum `ACCESS_TOKEN_TTL`: one day. Data that concerns access tokens is kept at least this long. */
export const maxAccessTokenTtlSeconds = 86_400;

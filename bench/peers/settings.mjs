// What every peer is given by the benchmark through its environment.
const { PORT, JWT_SECRET, ISSUER, AUDIENCE, MONGODB_URI } = process.env;

export const port = Number(PORT);
export const host = '127.0.0.1';
export const secret = JWT_SECRET;
export const issuer = ISSUER;
export const audience = AUDIENCE;
export const algorithms = ['HS256'];
export const mongodbUri = MONGODB_URI;

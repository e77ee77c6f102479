export { type App, type AppOverrides, createApp } from './app.js';
export { type Config, ConfigError, loadConfig, type Secrets } from './config/index.js';
export { AppError, type ErrorCode } from './errors/index.js';
export type { GraphwardContext } from './context.js';
export { defineModule, type GraphwardModule } from './graphql/module.js';
export { serve, type ServeOptions } from './serve.js';
export type { Viewer } from './identity/viewer.js';

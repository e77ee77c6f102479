import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { Logger } from '../observability/logger.js';

type ApolloLogger = NonNullable<ApolloServerOptions<BaseContext>['logger']>;

/**
 * Apollo Server's view of the log. Apollo puts an error's message into its own, after a colon; it may quote a request,
 * so only what is before the colon is logged.
 */
export function createApolloLogger(log: Logger): ApolloLogger {
  const forward =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message?: unknown): void => {
      if (typeof message === 'string') log[level](message.replace(/: [^]*$/, ''));
      else log[level]({ err: message }, 'Apollo Server reported an error');
    };
  return {
    debug: forward('debug'),
    info: forward('info'),
    warn: forward('warn'),
    error: forward('error'),
  };
}

import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { Logger } from '../observability/logger.js';

type ApolloLogger = NonNullable<ApolloServerOptions<BaseContext>['logger']>;

/**
 * Creates a logger for Apollo Server that logs only the text before the first colon. Apollo appends error messages after
 * a colon, and they may quote a request.
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

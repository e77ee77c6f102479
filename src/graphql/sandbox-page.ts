import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

/** Serves Apollo Sandbox to browsers, with a link to GraphiQL in case Sandbox does not load. */
export function sandboxPage(): ApolloServerPlugin {
  const plugin = ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false }, footer: false });
  return {
    async serverWillStart(service) {
      const listener = await plugin.serverWillStart?.(service);
      if (!listener?.renderLandingPage) return listener;
      const { html } = await listener.renderLandingPage();
      const render = async () => linkToGraphiql(typeof html === 'string' ? html : await html());
      return { ...listener, renderLandingPage: () => Promise.resolve({ html: render }) };
    },
  };
}

/** Adds the styles to Apollo's own style element, which the page's content security policy allows. */
function linkToGraphiql(page: string): string {
  return page
    .replace(/(<div class="fallback">)[^]*?(<\/div>)/, `$1${fallback}$2`)
    .replace('.fallback {', `${fallbackStyle}$&`);
}

const fallback = `
  <h1>Graphward</h1>
  <p>Apollo Sandbox needs Internet access and has not loaded.</p>
  <p><a href="/graphiql">Open GraphiQL</a>, which works offline.</p>
`;

/** The empty full-screen container would cover the link. */
const fallbackStyle = `#embeddableSandbox:empty { pointer-events: none; }
        :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
        `;

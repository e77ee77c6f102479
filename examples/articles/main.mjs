// Graphward with articles: `node examples/articles/main.mjs`, with the same settings as Graphward itself.
import { createApp, loadConfig } from 'graphward';
import modules from './module.mjs';

const { config, secrets } = loadConfig(process.env);
const app = await createApp(config, secrets, { modules });
console.log(`Graphward with articles answers at ${app.url}/graphql`);
if (app.firstAdmin) console.log('The administrator, shown once:', app.firstAdmin);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void app.stop());

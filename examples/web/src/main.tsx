import { ApolloProvider } from '@apollo/client/react';
import { createRoot } from 'react-dom/client';
import './style.css';
import { App } from './app';
import { client } from './session';

createRoot(document.getElementById('root')!).render(
  <ApolloProvider client={client}>
    <App />
  </ApolloProvider>,
);

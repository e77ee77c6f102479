import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/forms.css';
import './styles/tables.css';
import './styles/parts.css';
import { App } from './layout/app';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the ID root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

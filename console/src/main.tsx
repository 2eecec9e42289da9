import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/App';
import { ApiError } from '@/api';
import { language } from '@/i18n';
import '@/theme/tokens.css';
import '@/theme/base.css';

document.documentElement.lang = language();

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The client itself repeats what did not reach the server; a refusal is not asked again.
      retry: (count, error) => count < 1 && error instanceof ApiError && error.unreachable,
      refetchOnWindowFocus: false,
      staleTime: 30_000,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);

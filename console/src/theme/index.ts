export { setTheme, type Theme, theme, useTheme } from './theme';
export { ThemeProvider } from './ThemeProvider';

import { App as AntApp, ConfigProvider, theme as ant, type ThemeConfig } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { type ReactNode, useMemo } from 'react';
import { useLanguageCode } from '@/i18n';
import { type Theme, useTheme } from './theme';

/** Ant Design computes shades from real colours, so its seeds repeat those of tokens.css. */
const seeds: Record<Theme, NonNullable<ThemeConfig['token']>> = {
  night: {
    colorPrimary: '#3cb8d0', colorInfo: '#3cb8d0', colorError: '#ff5a5f', colorWarning: '#f5a524', colorSuccess: '#46c98b',
    colorBgBase: '#10161e', colorTextBase: '#e8eef5', colorBgContainer: '#0d131a', colorBgElevated: '#18212c',
    colorBorder: '#33414f', colorBorderSecondary: '#222d3a', colorTextLightSolid: '#04161b',
  },
  day: {
    colorPrimary: '#087990', colorInfo: '#087990', colorError: '#c8202f', colorWarning: '#a86200', colorSuccess: '#12804d',
    colorBgBase: '#f8fafc', colorTextBase: '#16202b', colorBgContainer: '#ffffff', colorBgElevated: '#ffffff',
    colorBorder: '#b2c0ce', colorBorderSecondary: '#d3dce5',
  },
};

export function ThemeProvider({ children }: { children: ReactNode }) {
  const chosen = useTheme();
  const language = useLanguageCode();
  const config = useMemo<ThemeConfig>(
    () => ({
      // Dense by its steps, not by the compact algorithm: that one shrinks the type to 10 px, too small for 汉字.
      algorithm: chosen === 'night' ? ant.darkAlgorithm : ant.defaultAlgorithm,
      cssVar: { key: 'anlan' },
      token: { ...seeds[chosen], borderRadius: 5, fontSize: 13, fontFamily: 'var(--font)', motion: false, controlHeight: 30, sizeStep: 3 },
      components: { Modal: { paddingLG: 18 }, Tooltip: { colorTextLightSolid: chosen === 'night' ? '#e8eef5' : '#ffffff' } },
    }),
    [chosen],
  );
  return (
    <ConfigProvider theme={config} locale={language === 'en' ? en : zh} componentSize="middle" button={{ autoInsertSpace: false }}>
      <AntApp component={false} message={{ top: 56, maxCount: 3 }}>
        {children}
      </AntApp>
    </ConfigProvider>
  );
}

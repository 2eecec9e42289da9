import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import type { PlatformSettings, PriorityPolicy } from '@/api';
import { type Key, useWords } from '@/i18n';
import { PRIORITIES } from '@/live/cards';
import { useSettings } from '@/reference';
import { useSession } from '@/session';
import { Failure, Loading, PriorityMark } from '@/ui';
import { faultsOf } from './faults';
import { useSend } from './source';

const SECONDS: readonly [field: keyof PriorityPolicy, label: Key][] = [
  ['offer_seconds', 'admin.offerSeconds'], ['acknowledge_seconds', 'admin.acknowledgeSeconds'], ['escalate_seconds', 'admin.escalateSeconds'], ['remind_seconds', 'admin.remindSeconds'],
];
const NUMBERS: readonly [field: keyof PlatformSettings, label: Key][] = [
  ['call_back_minutes', 'admin.callBack'], ['hold_minutes', 'admin.holdMinutes'], ['stack_minutes', 'admin.stackMinutes'],
  ['same_metres', 'admin.sameMetres'], ['same_minutes', 'admin.sameMinutes'], ['alarm_budget_per_hour', 'admin.budget'],
];

type Tree = Record<string, unknown>;

/** Only what differs, in the shape it has: two people who change different settings do not undo each other. */
export function difference(before: Tree, after: Tree): Tree {
  const changed: Tree = {};
  for (const [name, value] of Object.entries(after)) {
    const held = before[name];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const inner = difference((held ?? {}) as Tree, value as Tree);
      if (Object.keys(inner).length > 0) changed[name] = inner;
    } else if (value !== undefined && value !== held) changed[name] = value;
  }
  return changed;
}

export function Settings() {
  const settings = useSettings();
  if (settings.data) return <SettingsForm settings={settings.data} />;
  return settings.error ? <Failure error={settings.error} retry={() => void settings.refetch()} /> : <Loading />;
}

function SettingsForm({ settings }: { settings: PlatformSettings }) {
  const words = useWords();
  const { t } = words;
  const client = useQueryClient();
  const { message } = App.useApp();
  const { acts } = useSession();
  const manages = acts.includes('setting.manage');
  const send = useSend();
  const [form] = Form.useForm<PlatformSettings>();
  const [busy, setBusy] = useState(false);
  const [rest, setRest] = useState<string | null>(null);
  const seconds = SECONDS.filter(([field]) => settings.priorities.P1[field] !== undefined);
  const numbers = NUMBERS.filter(([field]) => settings[field] !== undefined);
  const names = [...numbers.map(([field]) => field as string), ...PRIORITIES.flatMap((p) => seconds.map(([field]) => `priorities.${p}.${field}`))];

  const save = async (typed: PlatformSettings) => {
    const changes = difference(settings as unknown as Tree, typed as unknown as Tree);
    setRest(null);
    if (Object.keys(changes).length === 0) {
      message.info(t('admin.unchanged'));
      return;
    }
    setBusy(true);
    try {
      await send('PATCH', '/settings', changes);
      await client.invalidateQueries({ queryKey: ['settings'] });
      message.success(t('admin.saved'));
    } catch (error) {
      const faults = faultsOf(error, names, words);
      form.setFields(faults.fields as Parameters<typeof form.setFields>[0]);
      setRest(faults.rest);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Form<PlatformSettings> form={form} initialValues={settings} onFinish={(typed) => void save(typed)} disabled={!manages} layout="vertical">
      <section className="ad-section" aria-label={t('admin.perPriority')}>
        <header className="ad-head"><h2>{t('admin.perPriority')}</h2><span className="dim">{t('admin.directHint')}</span></header>
        <div className="ad-scroll">
          <table className="ad-grid">
            <thead><tr><th scope="col">{t('admin.priority')}</th><th scope="col">{t('admin.direct')}</th>{seconds.map(([field, label]) => <th key={field} scope="col">{t(label)}</th>)}</tr></thead>
            <tbody>
              {PRIORITIES.map((priority) => (
                <tr key={priority}>
                  <th scope="row"><span className="ad-kind"><PriorityMark priority={priority} /> {words.word(`terms.${priority}`)}</span></th>
                  <td><Form.Item name={['priorities', priority, 'direct']} valuePropName="checked" noStyle><Switch aria-label={`${priority} ${t('admin.direct')}`} /></Form.Item></td>
                  {seconds.map(([field, label]) => (
                    <td key={field}>
                      <Form.Item name={['priorities', priority, field]} className="ad-cell"><InputNumber min={1} max={86_400} precision={0} aria-label={`${priority} ${t(label)}`} /></Form.Item>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section className="ad-section" aria-label={t('admin.promises')}>
        <header className="ad-head"><h2>{t('admin.promises')}</h2></header>
        <div className="ad-numbers">
          {numbers.map(([field, label]) => (
            <Form.Item key={field} name={field} label={t(label)}><InputNumber min={1} precision={0} /></Form.Item>
          ))}
        </div>
      </section>
      {rest !== null && <Alert type="error" title={rest} className="ad-alert" />}
      {manages && <div className="ad-foot is-left"><Button type="primary" htmlType="submit" loading={busy}>{t('admin.save')}</Button></div>}
    </Form>
  );
}

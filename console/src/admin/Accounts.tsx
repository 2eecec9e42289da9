import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select, Table, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { describe, type Role } from '@/api';
import { useWords } from '@/i18n';
import { useAgencyName } from '@/acts/names';
import { useSession } from '@/session';
import { Editor } from './Editor';
import { Section } from './Section';
import { type AccountRow, useAccounts, useAgencyRows, useSend, useUnitRows } from './source';

const ROLES: readonly Role[] = ['call_taker', 'dispatcher', 'station', 'officer', 'commander', 'analyst', 'auditor', 'security', 'administrator'];

type Open = { what: 'new' } | { what: 'edit' | 'password'; row: AccountRow } | null;

export function Accounts() {
  const words = useWords();
  const { t, word } = words;
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const accounts = useAccounts();
  const units = useUnitRows();
  const agencyName = useAgencyName();
  const { acts, account: me } = useSession();
  const manages = acts.includes('account.manage');
  const send = useSend();
  const [open, setOpen] = useState<Open>(null);
  const signs = useMemo(() => new Map((units.data ?? []).map((unit) => [unit.id, unit.call_sign])), [units.data]);
  const refresh = () => client.invalidateQueries({ queryKey: ['admin', 'accounts'] });

  const able = (row: AccountRow, disabled: boolean) => {
    const act = () => send('PATCH', `/accounts/${row.id}`, { disabled }, row.revision).then(refresh, (error: unknown) => { message.error(describe(error, words)); return refresh(); });
    if (!disabled) void act();
    else modal.confirm({ title: `${t('admin.disable')} ${row.name}`, content: t('admin.disableAsk'), okText: t('admin.disable'), okButtonProps: { danger: true }, onOk: act });
  };

  return (
    <>
      <Section<AccountRow> title={t('admin.accounts')} rows={accounts}
        text={(row) => `${row.name} ${word(`terms.role.${row.role}`)} ${agencyName(row.agency_id)} ${signs.get(row.unit_id ?? '') ?? ''}`}
        acts={manages && <Button type="primary" onClick={() => setOpen({ what: 'new' })}>{t('admin.newAccount')}</Button>}>
        {(rows) => (
          <Table<AccountRow> rowKey="id" dataSource={rows} size="small" pagination={{ defaultPageSize: 50, hideOnSinglePage: true }} scroll={{ x: 'max-content' }}
            columns={[
              { title: t('admin.person'), dataIndex: 'name', sorter: (a, b) => a.name.localeCompare(b.name), render: (name: string, row) => <><b>{name}</b>{row.demo && <Tag className="ad-tag">{t('admin.demo')}</Tag>}</> },
              { title: t('admin.role'), dataIndex: 'role', sorter: (a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role), render: (role: Role) => word(`terms.role.${role}`) },
              { title: t('admin.agency'), dataIndex: 'agency_id', render: (id: string | null) => agencyName(id) },
              { title: t('admin.unit'), dataIndex: 'unit_id', render: (id: string | null) => (id === null ? <span className="dim">–</span> : signs.get(id) ?? id) },
              { title: t('admin.state'), dataIndex: 'disabled', render: (disabled: boolean) => (disabled ? <span className="ad-off">✕ {t('admin.disabled')}</span> : <span className="ad-on">● {t('admin.active')}</span>) },
              ...(manages ? [{
                title: '', key: 'acts', align: 'right' as const, render: (_: unknown, row: AccountRow) => (
                  <span className="ad-acts">
                    <button type="button" className="plain-button" onClick={() => setOpen({ what: 'edit', row })}>{t('admin.edit')}</button>
                    <button type="button" className="plain-button" onClick={() => setOpen({ what: 'password', row })}>{t('admin.setPassword')}</button>
                    <button type="button" className={`plain-button${row.disabled ? '' : ' is-danger'}`} disabled={row.id === me.id} onClick={() => able(row, !row.disabled)}>
                      {row.disabled ? t('admin.enable') : t('admin.disable')}
                    </button>
                  </span>
                ),
              }] : []),
            ]} />
        )}
      </Section>
      {open?.what === 'new' && <AccountEditor close={() => setOpen(null)} refresh={refresh} />}
      {open?.what === 'edit' && <AccountEditor row={accounts.data?.find(({ id }) => id === open.row.id) ?? open.row} close={() => setOpen(null)} refresh={refresh} />}
      {open?.what === 'password' && (
        <Editor<{ password: string }> title={`${t('admin.setPassword')} · ${open.row.name}`} initial={{}} names={['password']} close={() => setOpen(null)}
          submit={(values) => send('POST', `/accounts/${open.row.id}/password`, values)}>
          <p className="soft">{t('admin.setPasswordHint')}</p>
          <Form.Item name="password" label={t('admin.newPassword')} extra={t('admin.passwordHint')} rules={[{ required: true, min: 10, max: 256, message: t('admin.passwordHint') }]}>
            <Input.Password autoComplete="new-password" autoFocus />
          </Form.Item>
        </Editor>
      )}
    </>
  );
}

interface Typed {
  login: string;
  password: string;
  name: string;
  role: Role;
  agency_id?: string | null;
  unit_id?: string | null;
  language?: string;
}

function AccountEditor({ row, close, refresh }: { row?: AccountRow; close: () => void; refresh: () => Promise<unknown> }) {
  const { t, word } = useWords();
  const send = useSend();
  const agencies = useAgencyRows();
  const agencyName = useAgencyName();
  const units = useUnitRows();
  const submit = async ({ login, password, ...values }: Typed) => {
    const told = { ...values, agency_id: values.agency_id ?? null, unit_id: values.role === 'officer' ? values.unit_id ?? null : null };
    // The form of an account that is there has no field for its sign-in name, password or language.
    if (row) await send('PATCH', `/accounts/${row.id}`, told, row.revision);
    else await send('POST', '/accounts', { login, password, ...told });
    await refresh();
  };
  return (
    <Editor<Typed> key={row?.revision} title={row ? `${t('admin.editAccount')} · ${row.name}` : t('admin.newAccount')} close={close} submit={submit} refresh={() => void refresh()}
      initial={row ? { name: row.name, role: row.role, agency_id: row.agency_id, unit_id: row.unit_id } : { language: 'zh-CN' }}
      names={['login', 'password', 'name', 'role', 'agency_id', 'unit_id', 'language']}>
      {!row && (
        <>
          <Form.Item name="login" label={t('admin.login')} extra={t('admin.loginHint')} rules={[{ required: true, message: t('admin.required') }]}><Input autoFocus spellCheck={false} autoComplete="off" /></Form.Item>
          <Form.Item name="password" label={t('admin.password')} extra={t('admin.passwordHint')} rules={[{ required: true, min: 10, max: 256, message: t('admin.passwordHint') }]}><Input.Password autoComplete="new-password" /></Form.Item>
        </>
      )}
      <Form.Item name="name" label={t('admin.person')} extra={t('admin.personHint')} rules={[{ required: true, message: t('admin.required') }]}><Input maxLength={64} /></Form.Item>
      <Form.Item name="role" label={t('admin.role')} rules={[{ required: true, message: t('admin.required') }]}>
        <Select options={ROLES.map((value) => ({ value, label: word(`terms.role.${value}`) }))} />
      </Form.Item>
      <Form.Item name="agency_id" label={t('admin.agency')}>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={(agencies.data ?? []).map(({ id }) => ({ value: id, label: agencyName(id) }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={['role', 'agency_id']}>
        {({ getFieldValue }) => getFieldValue('role') === 'officer' && (
          <Form.Item name="unit_id" label={t('admin.unit')} rules={[{ required: true, message: t('admin.required') }]}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={(units.data ?? []).map((unit) => ({ value: unit.id, label: `${unit.call_sign} · ${agencyName(unit.agency_id)}` }))} />
          </Form.Item>
        )}
      </Form.Item>
      {!row && (
        <Form.Item name="language" label={t('admin.language')}>
          <Select options={[{ value: 'zh-CN', label: '简体中文' }, { value: 'en', label: 'English' }]} />
        </Form.Item>
      )}
    </Editor>
  );
}

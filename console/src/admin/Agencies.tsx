import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Select, Table } from 'antd';
import { useMemo, useState } from 'react';
import { useWords } from '@/i18n';
import { useAgencyName } from '@/acts/names';
import { useSession } from '@/session';
import { Editor } from './Editor';
import { Section } from './Section';
import { type AgencyRow, useAgencyRows, useSend } from './source';

const KINDS = ['city', 'district', 'station', 'partner'] as const;

interface Node extends AgencyRow {
  children?: Node[];
}

/** Under its parent each; an agency whose parent is not there stands at the top. */
export function treeOf(rows: readonly AgencyRow[]): Node[] {
  const nodes = new Map<string, Node>(rows.map((row) => [row.id, { ...row }]));
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parent = node.parent_id === null ? undefined : nodes.get(node.parent_id);
    if (parent) (parent.children ??= []).push(node);
    else roots.push(node);
  }
  return roots;
}

export function Agencies() {
  const { t, word, pick } = useWords();
  const rows = useAgencyRows();
  const { acts } = useSession();
  const manages = acts.includes('agency.manage');
  const [open, setOpen] = useState<AgencyRow | 'new' | null>(null);
  const ids = useMemo(() => (rows.data ?? []).map(({ id }) => id), [rows.data]);
  return (
    <>
      <Section<AgencyRow> title={t('admin.agencies')} rows={rows} text={(row) => `${row.name} ${row.name_en} ${word(`admin.agencyKind.${row.kind}`)}`}
        acts={manages && <Button type="primary" onClick={() => setOpen('new')}>{t('admin.newAgency')}</Button>}>
        {(shown) => (
          <Table<Node> key={ids.length} rowKey="id" size="small" pagination={false} scroll={{ x: 'max-content' }} expandable={{ defaultExpandAllRows: true }}
            dataSource={shown.length === ids.length ? treeOf(shown) : shown}
            columns={[
              { title: t('admin.name'), render: (_, row) => <b>{pick(row.name, row.name_en || null)}</b> },
              { title: t('admin.nameEn'), render: (_, row) => <span className="soft">{pick(row.name_en, row.name)}</span> },
              { title: t('admin.kind'), dataIndex: 'kind', render: (kind: string) => word(`admin.agencyKind.${kind}`) },
              { title: t('admin.ground'), dataIndex: 'jurisdiction', render: (ground: unknown) => (ground ? t('admin.groundYes') : <span className="dim">{t('admin.groundNo')}</span>) },
              ...(manages ? [{ title: '', key: 'acts', align: 'right' as const, render: (_: unknown, row: AgencyRow) => <button type="button" className="plain-button" onClick={() => setOpen(row)}>{t('admin.edit')}</button> }] : []),
            ]} />
        )}
      </Section>
      {open !== null && <AgencyEditor row={open === 'new' ? undefined : rows.data?.find(({ id }) => id === open.id) ?? open} rows={rows.data ?? []} close={() => setOpen(null)} />}
    </>
  );
}

interface Typed {
  name: string;
  name_en?: string;
  kind: string;
  parent_id?: string | null;
}

function AgencyEditor({ row, rows, close }: { row: AgencyRow | undefined; rows: readonly AgencyRow[]; close: () => void }) {
  const { t, word } = useWords();
  const client = useQueryClient();
  const send = useSend();
  const agencyName = useAgencyName();
  const refresh = async () => {
    await Promise.all([client.invalidateQueries({ queryKey: ['admin', 'agencies'] }), client.invalidateQueries({ queryKey: ['agencies'] })]);
  };
  const submit = async (values: Typed) => {
    const told = { ...values, name_en: values.name_en ?? '', parent_id: values.parent_id ?? null };
    if (row) await send('PATCH', `/agencies/${row.id}`, told, row.revision);
    else await send('POST', '/agencies', told);
    await refresh();
  };
  return (
    <Editor<Typed> key={row?.revision} title={row ? `${t('admin.editAgency')} · ${row.name}` : t('admin.newAgency')} close={close} submit={submit} refresh={() => void refresh()}
      initial={row ? { name: row.name, name_en: row.name_en, kind: row.kind, parent_id: row.parent_id } : { kind: 'station' }} names={['name', 'name_en', 'kind', 'parent_id']}>
      <Form.Item name="name" label={t('admin.name')} rules={[{ required: true, message: t('admin.required') }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="name_en" label={t('admin.nameEn')}><Input maxLength={100} /></Form.Item>
      <Form.Item name="kind" label={t('admin.kind')}><Select options={KINDS.map((value) => ({ value, label: word(`admin.agencyKind.${value}`) }))} /></Form.Item>
      <Form.Item name="parent_id" label={t('admin.parent')}>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={rows.filter(({ id }) => id !== row?.id).map(({ id }) => ({ value: id, label: agencyName(id) }))} />
      </Form.Item>
    </Editor>
  );
}

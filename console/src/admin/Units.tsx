import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Select, Table } from 'antd';
import { useState } from 'react';
import type { UnitRow } from '@/api';
import { useWords } from '@/i18n';
import type { LonLat, UnitKind } from '@/live/cards';
import { useAgencies, useAgencyName } from '@/acts/names';
import { useSession } from '@/session';
import { KindMark, UnitStatusMark } from '@/ui';
import { Editor } from './Editor';
import { Section } from './Section';
import { useSend, useUnitRows } from './source';

const KINDS: readonly UnitKind[] = ['foot', 'car', 'motorcycle', 'boat', 'drone', 'engine', 'truck', 'ambulance'];

/** `121.5, 29.9` as a place; null for nothing, undefined for what is none. */
export function placeOf(text: string | undefined): LonLat | null | undefined {
  if (text === undefined || text.trim() === '') return null;
  const [lon, lat, ...rest] = text.split(/[,，\s]+/).filter((part) => part !== '').map(Number);
  if (lon === undefined || lat === undefined || rest.length > 0) return undefined;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : undefined;
}

export function Units() {
  const { t, word } = useWords();
  const rows = useUnitRows();
  const agencyName = useAgencyName();
  const { acts } = useSession();
  const manages = acts.includes('unit.manage');
  const [open, setOpen] = useState<UnitRow | 'new' | null>(null);
  return (
    <>
      <Section<UnitRow> title={t('admin.units')} rows={rows}
        text={(row) => `${row.call_sign} ${word(`terms.kind.${row.kind}`)} ${agencyName(row.agency_id)} ${row.skills.join(' ')}`}
        acts={manages && <Button type="primary" onClick={() => setOpen('new')}>{t('admin.newUnit')}</Button>}>
        {(shown) => (
          <Table<UnitRow> rowKey="id" size="small" dataSource={shown} pagination={{ defaultPageSize: 50, hideOnSinglePage: true }} scroll={{ x: 'max-content' }}
            columns={[
              { title: t('admin.callSign'), dataIndex: 'call_sign', sorter: (a, b) => a.call_sign.localeCompare(b.call_sign), render: (sign: string) => <b>{sign}</b> },
              { title: t('admin.kind'), dataIndex: 'kind', render: (kind: UnitKind) => <span className="ad-kind"><KindMark kind={kind} />{word(`terms.kind.${kind}`)}</span> },
              { title: t('admin.agency'), dataIndex: 'agency_id', render: (id: string | null) => agencyName(id) },
              { title: t('admin.status'), dataIndex: 'status', render: (_, row) => <UnitStatusMark status={row.status} onDuty={row.on_duty} /> },
              { title: t('admin.skills'), dataIndex: 'skills', render: (skills: string[]) => <span className="soft">{skills.map((skill) => word(`terms.skill.${skill}`)).join(' · ')}</span> },
              ...(manages ? [{ title: '', key: 'acts', align: 'right' as const, render: (_: unknown, row: UnitRow) => <button type="button" className="plain-button" onClick={() => setOpen(row)}>{t('admin.edit')}</button> }] : []),
            ]} />
        )}
      </Section>
      {open !== null && <UnitEditor row={open === 'new' ? undefined : rows.data?.find(({ id }) => id === open.id) ?? open} close={() => setOpen(null)} />}
    </>
  );
}

interface Typed {
  call_sign: string;
  kind: UnitKind;
  agency_id: string;
  skills?: string[];
  equipment?: string[];
  home?: string;
}

function UnitEditor({ row, close }: { row: UnitRow | undefined; close: () => void }) {
  const { t, word } = useWords();
  const client = useQueryClient();
  const send = useSend();
  const agencies = useAgencies();
  const agencyName = useAgencyName();
  const refresh = () => client.invalidateQueries({ queryKey: ['admin', 'units'] });
  const submit = async ({ home, skills = [], equipment = [], ...values }: Typed) => {
    const told = { ...values, skills, equipment, home: placeOf(home) ?? null };
    // One door for both: with an id, a unit is from now on what is said.
    await send('POST', '/units', row ? { id: row.id, ...told } : told);
    await refresh();
  };
  return (
    <Editor<Typed> key={row?.revision} title={row ? `${t('admin.editUnit')} · ${row.call_sign}` : t('admin.newUnit')} close={close} submit={submit} refresh={() => void refresh()}
      initial={row ? { call_sign: row.call_sign, kind: row.kind, agency_id: row.agency_id ?? '', skills: row.skills, equipment: row.equipment, home: row.home?.join(', ') ?? '' } : { kind: 'car' }}
      names={['call_sign', 'kind', 'agency_id', 'skills', 'equipment', 'home']}>
      <Form.Item name="call_sign" label={t('admin.callSign')} rules={[{ required: true, message: t('admin.required') }]}><Input maxLength={20} autoFocus /></Form.Item>
      <Form.Item name="kind" label={t('admin.kind')}><Select options={KINDS.map((value) => ({ value, label: word(`terms.kind.${value}`) }))} /></Form.Item>
      <Form.Item name="agency_id" label={t('admin.agency')} rules={[{ required: true, message: t('admin.required') }]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={(agencies.data?.items ?? []).map(({ id }) => ({ value: id, label: agencyName(id) }))} />
      </Form.Item>
      <Form.Item name="skills" label={t('admin.skills')} extra={t('admin.listHint')}><Select mode="tags" open={false} suffix={null} /></Form.Item>
      <Form.Item name="equipment" label={t('admin.equipment')} extra={t('admin.listHint')}><Select mode="tags" open={false} suffix={null} /></Form.Item>
      <Form.Item name="home" label={t('admin.home')} extra={t('admin.homeHint')}
        rules={[{ validator: (_, value: string | undefined) => (placeOf(value) === undefined ? Promise.reject(new Error(t('admin.homeWrong'))) : Promise.resolve()) }]}>
        <Input inputMode="decimal" />
      </Form.Item>
    </Editor>
  );
}

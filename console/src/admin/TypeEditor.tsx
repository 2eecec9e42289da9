import { Form, Input, Select } from 'antd';
import type { IncidentType } from '@/api';
import { useWords } from '@/i18n';
import { PRIORITIES, type Priority } from '@/live/cards';
import { Editor } from './Editor';
import { useSend } from './source';

const KINDS = ['foot', 'car', 'motorcycle', 'boat', 'drone', 'engine', 'truck', 'ambulance'] as const;

interface Typed {
  id: string;
  name: string;
  name_en: string;
  priority: Priority;
  skills?: string[];
  kinds?: string[];
  questions?: IncidentType['questions'];
}

interface TypeEditorProps {
  row: IncidentType | undefined;
  parent: string | null;
  close: () => void;
  refresh: () => Promise<unknown>;
}

export function TypeEditor({ row, parent, close, refresh }: TypeEditorProps) {
  const { t, word } = useWords();
  const send = useSend();
  const submit = async ({ id, questions, ...values }: Typed) => {
    // Ids of questions and answers stay; their words are laid over what was there.
    const asked = row?.questions.map((question, q) => ({
      ...question, ...questions?.[q],
      answers: question.answers.map((answer, a) => ({ ...answer, ...questions?.[q]?.answers[a] })),
    }));
    const told = { ...values, skills: values.skills ?? [], kinds: values.kinds ?? [], ...(asked ? { questions: asked } : {}) };
    // Only what was changed: what a type takes from the one above stays taken from there.
    const before: Record<string, unknown> = row ? { ...row } : { skills: [], kinds: [] };
    const changes = Object.fromEntries(Object.entries(told).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field])));
    await send('PUT', `/incident-types/${encodeURIComponent(row?.id ?? id)}`, row || parent === null ? changes : { ...changes, parent_id: parent });
    await refresh();
  };
  return (
    <Editor<Typed> title={row ? `${t('admin.edit')} · ${row.name}` : parent === null ? t('admin.typeNewRoot') : t('admin.typeNew')} close={close} submit={submit}
      initial={row ?? { id: parent === null ? '' : `${parent}.`, priority: 'P3', questions: [] }} names={['id', 'name', 'name_en', 'priority', 'skills', 'kinds', 'questions']}>
      {!row && (
        <Form.Item name="id" label={t('admin.typeId')} extra={t('admin.typeIdHint')} rules={[{ required: true, pattern: /^[a-z][a-z0-9_.]*$/, message: t('admin.typeIdHint') }]}>
          <Input spellCheck={false} />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('admin.name')} rules={[{ required: true, message: t('admin.required') }]}><Input maxLength={60} /></Form.Item>
      <Form.Item name="name_en" label={t('admin.nameEn')} rules={[{ required: true, message: t('admin.required') }]}><Input maxLength={60} /></Form.Item>
      <Form.Item name="priority" label={t('admin.priority')}>
        <Select options={PRIORITIES.map((value) => ({ value, label: `${value} ${word(`terms.${value}`)}` }))} />
      </Form.Item>
      <Form.Item name="kinds" label={t('admin.kinds')} extra={t('admin.kindsHint')}>
        <Select mode="multiple" options={KINDS.map((value) => ({ value, label: word(`terms.kind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="skills" label={t('admin.skills')} extra={t('admin.listHint')}><Select mode="tags" open={false} suffix={null} /></Form.Item>
      {row?.questions.map((question, q) => (
        <fieldset key={question.id} className="ad-fields">
          <legend>{t('admin.questions')} {q + 1}</legend>
          <Form.Item name={['questions', q, 'text']} rules={[{ required: true, message: t('admin.required') }]}><Input aria-label={t('admin.name')} /></Form.Item>
          <Form.Item name={['questions', q, 'text_en']} rules={[{ required: true, message: t('admin.required') }]}><Input aria-label={t('admin.nameEn')} /></Form.Item>
          {question.answers.map((answer, a) => (
            <div key={answer.id} className="ad-answer">
              <span className="soft">{answer.text}</span>
              <Form.Item name={['questions', q, 'answers', a, 'priority']} noStyle>
                <Select allowClear aria-label={`${answer.text} ${t('admin.raises')}`} placeholder="–" options={PRIORITIES.map((value) => ({ value, label: value }))} />
              </Form.Item>
            </div>
          ))}
        </fieldset>
      ))}
    </Editor>
  );
}

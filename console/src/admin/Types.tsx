/** The tree of incident types: what a desk chooses from, the priority it proposes, what it asks next. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Tree } from 'antd';
import { useMemo, useState } from 'react';
import { useTypes } from '@/acts/names';
import type { IncidentType } from '@/api';
import { useWords } from '@/i18n';
import { useSession } from '@/session';
import { Empty, PriorityMark } from '@/ui';
import { Section } from './Section';
import { TypeEditor } from './TypeEditor';

/** What a type says itself: the list shows each with what it takes from the type above filled in. */
export function ownOf(type: IncidentType, above: IncidentType | undefined): IncidentType {
  if (!above) return type;
  const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((each) => b.includes(each));
  const asked = new Set(above.questions.map(({ id }) => id));
  return {
    ...type,
    kinds: same(type.kinds, above.kinds) ? [] : type.kinds,
    skills: same(type.skills, above.skills) ? [] : type.skills,
    questions: type.questions.filter(({ id }) => !asked.has(id)),
  };
}

interface Node {
  key: string;
  title: React.ReactNode;
  children?: Node[];
}

export function Types() {
  const { t, pick } = useWords();
  const client = useQueryClient();
  const types = useTypes();
  const { acts } = useSession();
  const manages = acts.includes('type.manage');
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState<{ row?: IncidentType; parent: string | null } | null>(null);
  const rows = { ...types, data: types.data?.items };
  const byId = useMemo(() => new Map((types.data?.items ?? []).map((type) => [type.id, type])), [types.data]);
  const whole = chosen === null ? undefined : byId.get(chosen);
  const above = whole?.parent_id ? byId.get(whole.parent_id) : undefined;
  const row = whole && ownOf(whole, above);
  const refresh = () => client.invalidateQueries({ queryKey: ['incident-types'] });

  const under = (items: readonly IncidentType[], parent: string | null): Node[] =>
    items.filter((type) => (type.parent_id !== null && byId.has(type.parent_id) ? type.parent_id : null) === parent).map((type) => {
      const children = under(items, type.id);
      return {
        key: type.id,
        title: <span className="ad-type"><PriorityMark priority={type.priority} size={16} />{pick(type.name, type.name_en)}<span className="dim mono">{type.id}</span></span>,
        ...(children.length > 0 ? { children } : {}),
      };
    });

  return (
    <>
      <Section<IncidentType> title={t('admin.types')} rows={rows as never}
        acts={manages && <Button type="primary" onClick={() => setOpen({ parent: null })}>{t('admin.typeNewRoot')}</Button>}>
        {(items) => (
          <div className="ad-split">
            <div className="ad-tree">
              <Tree<Node> treeData={under(items, null)} selectedKeys={chosen === null ? [] : [chosen]} blockNode virtual={false}
                defaultExpandAll={items.length < 60} onSelect={(keys) => setChosen(keys[0] === undefined ? null : String(keys[0]))} />
            </div>
            <div className="ad-node">
              {row ? (
                <>
                  <h3><PriorityMark priority={row.priority} /> {pick(row.name, row.name_en)} <span className="dim">{pick(row.name_en, row.name)}</span></h3>
                  <Facts type={row} above={above} />
                  {manages && (
                    <p className="ad-acts">
                      <button type="button" className="plain-button" onClick={() => setOpen({ row, parent: row.parent_id })}>{t('admin.edit')}</button>
                      <button type="button" className="plain-button" onClick={() => setOpen({ parent: row.id })}>{t('admin.typeNew')}</button>
                    </p>
                  )}
                  <h4>{t('admin.questions')}</h4>
                  {row.questions.length === 0 ? <p className="dim">{t('admin.questionsNone')}</p> : <Questions questions={row.questions} />}
                  {above && above.questions.length > 0 && <><h4>{t('admin.questionsAbove')}</h4><Questions questions={above.questions} /></>}
                </>
              ) : <Empty text={t('admin.typeChoose')} />}
            </div>
          </div>
        )}
      </Section>
      {open && <TypeEditor row={open.row} parent={open.parent} close={() => setOpen(null)} refresh={refresh} />}
    </>
  );
}

function Facts({ type, above }: { type: IncidentType; above: IncidentType | undefined }) {
  const { t, word } = useWords();
  const kindsOf = (kinds: readonly string[]) => kinds.map((kind) => word(`terms.kind.${kind}`)).join(' · ');
  const skillsOf = (skills: readonly string[]) => skills.map((skill) => word(`terms.skill.${skill}`)).join(' · ');
  const line = (own: string, from: string) => {
    if (own !== '') return own;
    return <span className="dim">{from === '' ? t('admin.none') : `${t('admin.inherited')}：${from}`}</span>;
  };
  return (
    <dl className="ad-facts">
      <dt>{t('admin.typeId')}</dt><dd className="mono">{type.id}</dd>
      <dt>{t('admin.kinds')}</dt><dd>{line(kindsOf(type.kinds), kindsOf(above?.kinds ?? []))}</dd>
      <dt>{t('admin.skills')}</dt><dd>{line(skillsOf(type.skills), skillsOf(above?.skills ?? []))}</dd>
    </dl>
  );
}

function Questions({ questions }: { questions: IncidentType['questions'] }) {
  const { pick } = useWords();
  return questions.map((question) => (
    <section key={question.id} className="ad-question">
      <b>{pick(question.text, question.text_en)}</b>
      <ul>
        {question.answers.map((answer) => (
          <li key={answer.id}>
            <span>{pick(answer.text, answer.text_en)}</span>
            {answer.priority && <span className="ad-raise">→ <PriorityMark priority={answer.priority} size={16} /> <span className="soft">{pick(answer.reason, answer.reason_en)}</span></span>}
          </li>
        ))}
      </ul>
    </section>
  ));
}

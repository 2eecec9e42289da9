/** A form at the side: what is refused is said beside its field, and nothing typed is lost by it. */
import { Alert, App, Button, Drawer, Form, type FormInstance } from 'antd';
import { type ReactNode, useState } from 'react';
import { ApiError } from '@/api';
import { useWords } from '@/i18n';
import { faultsOf } from './faults';

interface EditorProps<V extends object> {
  title: string;
  initial: Partial<V>;
  /** Fields as the server names them, for its faults. */
  names: readonly string[];
  submit: (values: V) => Promise<unknown>;
  close: () => void;
  /** Someone changed it meanwhile: fetch it again. */
  refresh?: () => void;
  children: ReactNode | ((form: FormInstance<V>) => ReactNode);
}

export function Editor<V extends object>({ title, initial, names, submit, close, refresh, children }: EditorProps<V>) {
  const words = useWords();
  const { t } = words;
  const { message } = App.useApp();
  const [form] = Form.useForm<V>();
  const [busy, setBusy] = useState(false);
  const [rest, setRest] = useState<string | null>(null);

  const finish = async (values: V) => {
    setBusy(true);
    setRest(null);
    try {
      await submit(values);
      message.success(t('admin.saved'));
      close();
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) {
        refresh?.();
        setRest(t('admin.changedElsewhere'));
      } else {
        const faults = faultsOf(error, names, words);
        form.setFields(faults.fields as Parameters<typeof form.setFields>[0]);
        setRest(faults.rest);
      }
    } finally {
      setBusy(false);
    }
  };

  return (
    <Drawer open title={title} onClose={close} size={Math.min(460, window.innerWidth)}
      footer={<div className="ad-foot"><Button onClick={close}>{t('app.cancel')}</Button><Button type="primary" loading={busy} onClick={() => form.submit()}>{t('app.save')}</Button></div>}>
      <Form<V> form={form} layout="vertical" initialValues={initial} onFinish={(values) => void finish(values)} requiredMark={false} autoComplete="off" scrollToFirstError>
        {rest !== null && <Alert type="error" title={rest} className="ad-alert" />}
        {typeof children === 'function' ? children(form) : children}
      </Form>
    </Drawer>
  );
}

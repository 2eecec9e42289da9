/** What a request can end in besides an answer. */
import type { Words } from '@/i18n';

export interface FieldFault {
  field: string;
  text: string;
}

/** The server answered with a refusal (RFC 9457), or could not be reached (`status` 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldFault[];

  constructor(status: number, code: string, detail: string, fields: readonly FieldFault[] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }

  /** True when nothing is known of the outcome: the same key may be sent again safely. */
  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

interface Problem {
  type?: unknown;
  code?: unknown;
  title?: unknown;
  detail?: unknown;
  errors?: unknown;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function faults(value: unknown): FieldFault[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown) => {
    const row = (item ?? {}) as Record<string, unknown>;
    return {
      field: text(row.field ?? row.pointer ?? row.name),
      text: text(row.detail ?? row.text ?? row.message ?? row.msg),
    };
  });
}

/** Read a problem+json body; anything else becomes an error with an empty text. */
export async function problemOf(response: Response): Promise<ApiError> {
  let body: Problem = {};
  try {
    body = (await response.json()) as Problem;
  } catch {
    // A proxy's page or an empty body: the status alone speaks.
  }
  const code = text(body.code) || (text(body.type).split(/[:/#]/).pop() ?? '');
  return new ApiError(response.status, code, text(body.detail) || text(body.title), faults(body.errors));
}

/** One sentence for a person, in their language. */
export function describe(error: unknown, { t }: Words): string {
  if (!(error instanceof ApiError)) {
    return t('errors.unexpected', { text: error instanceof Error ? error.message : String(error) });
  }
  if (error.code === 'offline') return t('errors.offline');
  if (error.code === 'timeout') return t('errors.timeout');
  if (error.message) {
    const extra = error.fields.map((fault) => fault.text).filter((part) => part && part !== error.message);
    return [error.message, ...extra].join(' ');
  }
  if (error.status === 401) return t('errors.signed_out');
  if (error.status === 403) return t('errors.forbidden');
  if (error.status === 404) return t('errors.not_found');
  if (error.status === 412) return t('errors.conflict');
  if (error.status === 423) return t('errors.locked');
  return t('errors.server', { status: error.status });
}

import { describe, expect, it } from 'vitest';
import { ApiError } from '@/api';
import { wordsIn } from '@/i18n';
import { faultsOf } from './faults';

const words = wordsIn('en');

describe('a refusal of a form', () => {
  it('stands beside the fields it is about', () => {
    const error = new ApiError(422, 'account.invalid', 'The account cannot be kept like this.', [
      { field: 'login', text: 'Taken.' }, { field: 'priorities.P1.offer_seconds', text: '1-86400' },
    ]);
    expect(faultsOf(error, ['login', 'priorities.P1.offer_seconds'], words)).toEqual({
      fields: [{ name: ['login'], errors: ['Taken.'] }, { name: ['priorities', 'P1', 'offer_seconds'], errors: ['1-86400'] }], rest: null,
    });
  });

  it('is said for the whole form when no field is named, or none that is there', () => {
    expect(faultsOf(new ApiError(409, 'x', 'No.'), ['login'], words)).toEqual({ fields: [], rest: 'No.' });
    const elsewhere = new ApiError(422, 'x', 'No.', [{ field: 'cursor', text: 'bad' }]);
    expect(faultsOf(elsewhere, ['login'], words)).toEqual({ fields: [], rest: 'No. cursor: bad' });
  });
});

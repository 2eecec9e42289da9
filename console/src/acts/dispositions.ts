/** Ways an incident can end, as the server knows them; their words are in the glossary's dictionary. */
export const DISPOSITIONS = ['handled', 'settled', 'referred', 'unfounded', 'duplicate', 'cancelled'] as const;

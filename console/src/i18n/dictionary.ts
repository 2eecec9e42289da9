/** All dictionaries, one file a module; the module's name is the first part of each key. */
import { admin } from './texts/admin';
import { alarms } from './texts/alarms';
import { app } from './texts/app';
import { board } from './texts/board';
import { command } from './texts/command';
import { desks } from './texts/desks';
import { errors } from './texts/errors';
import { intake } from './texts/intake';
import { keys } from './texts/keys';
import { map } from './texts/map';
import { officer } from './texts/officer';
import { review } from './texts/review';
import { session } from './texts/session';
import { station } from './texts/station';
import { terms } from './texts/terms';

export const dictionary = {
  admin, alarms, app, board, command, desks, errors, intake, keys, map, officer, review, session, station, terms,
};
export type Dictionary = typeof dictionary;

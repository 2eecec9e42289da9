import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/api';
import { type Sender, Taking } from './taking';

const place = { location: [121.5, 29.9] as [number, number], name: '中山路 88 号', agencyId: 's1' };

function fake() {
  return {
    report: vi.fn<Sender['report']>().mockResolvedValue({ id: 'r1', incident: { id: 'i1', opened: true }, proposals: [] }),
    change: vi.fn<Sender['change']>().mockResolvedValue({}),
    caller: vi.fn<Sender['caller']>().mockResolvedValue({}),
    remark: vi.fn<Sender['remark']>().mockResolvedValue({}),
    end: vi.fn<Sender['end']>().mockResolvedValue({}),
  };
}

describe('taking a report', () => {
  let sender: ReturnType<typeof fake>;
  let taking: Taking;
  beforeEach(() => {
    vi.useFakeTimers();
    sender = fake();
    taking = new Taking(sender);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is posted as soon as type and place are known, while the caller talks', async () => {
    taking.update({ type: 'police.fight' });
    await vi.runAllTimersAsync();
    expect(sender.report).not.toHaveBeenCalled();
    taking.update({ place });
    await vi.runAllTimersAsync();
    expect(sender.report).toHaveBeenCalledTimes(1);
    expect(sender.report.mock.calls[0]?.[0]).toMatchObject({ type: 'police.fight', location: place.location, live: true });
    expect(taking.draft.incident).toBe('i1');
  });

  it('streams what comes later: facts as changes, words as remarks, the caller to the report', async () => {
    taking.update({ type: 'police.fight', place });
    await vi.runAllTimersAsync();
    taking.update({ answers: { weapon: 'yes' }, caller: { number: '138' } });
    taking.update({ box: '有刀' });
    taking.tell();
    await vi.runAllTimersAsync();
    expect(sender.change).toHaveBeenCalledWith('i1', { answers: { weapon: 'yes' } });
    expect(sender.remark).toHaveBeenCalledWith('i1', '有刀', expect.any(String));
    expect(sender.caller).toHaveBeenCalledWith('r1', { number: '138' });
    expect(sender.report).toHaveBeenCalledTimes(1);
  });

  it('loses nothing when the line breaks, and repeats with the same key', async () => {
    sender.report.mockRejectedValueOnce(new ApiError(0, 'offline', ''));
    taking.update({ type: 'fire', place, box: '快来' });
    await vi.advanceTimersByTimeAsync(500);
    expect(taking.sending.state).toBe('waiting');
    expect(taking.draft.box).toBe('快来');
    await vi.advanceTimersByTimeAsync(4000);
    expect(sender.report).toHaveBeenCalledTimes(2);
    expect(sender.report.mock.calls[1]?.[1]).toBe(sender.report.mock.calls[0]?.[1]);
    expect(taking.draft.incident).toBe('i1');
  });

  it('keeps every word when it is refused, and says so', async () => {
    sender.change.mockRejectedValueOnce(new ApiError(409, 'incident.closed', '已结'));
    taking.update({ type: 'fire', place });
    await vi.runAllTimersAsync();
    taking.update({ answers: { smoke: 'yes' } });
    await vi.runAllTimersAsync();
    expect(taking.sending.state).toBe('refused');
    expect(taking.draft.answers).toEqual({ smoke: 'yes' });
  });

  it('ends the call only after everything is kept, then is new again', async () => {
    taking.update({ type: 'fire', place });
    await vi.runAllTimersAsync();
    taking.update({ box: '没有人受伤' });
    taking.end();
    await vi.runAllTimersAsync();
    expect(sender.remark).toHaveBeenCalledBefore(sender.end);
    expect(taking.draft.report).toBeNull();
    expect(taking.last).toBe('i1');
  });

  it('sends what there is when the caller hangs up early', async () => {
    taking.update({ box: '救命' });
    taking.end();
    await vi.runAllTimersAsync();
    expect(sender.report.mock.calls[0]?.[0]).toMatchObject({ text: '救命', live: false });
    expect(sender.end).not.toHaveBeenCalled();
    expect(taking.draft.report).toBeNull();
  });

  it('ends although the caller\'s own facts were refused, after saying so', async () => {
    sender.caller.mockRejectedValue(new ApiError(405, 'request.method', ''));
    taking.update({ type: 'fire', place });
    await vi.runAllTimersAsync();
    taking.update({ caller: { number: '138' } });
    await vi.runAllTimersAsync();
    expect(taking.sending.state).toBe('refused');
    taking.end();
    await vi.runAllTimersAsync();
    expect(sender.end).toHaveBeenCalledTimes(1);
  });

  it('follows a joined incident', async () => {
    taking.update({ type: 'fire', place });
    await vi.runAllTimersAsync();
    taking.update({ joined: 'i0', box: '烟很大' });
    taking.tell();
    await vi.runAllTimersAsync();
    expect(sender.remark).toHaveBeenCalledWith('i0', '烟很大', expect.any(String));
  });
});

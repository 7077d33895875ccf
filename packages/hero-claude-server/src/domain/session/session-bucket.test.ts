import { expect, test } from 'vitest';
import type { AgentActivity } from '../agent/agent.ts';
import { type Bucket, type BucketFacts, bucketOf } from './session-bucket.ts';
import { SessionStatus } from './session-status.ts';

const facts = (status: SessionStatus, change: Partial<BucketFacts> = {}): BucketFacts => ({
  status,
  agent: null,
  hasProblem: false,
  undelivered: false,
  resumes: false,
  ...change,
});

test.each<[string, BucketFacts, Bucket | null]>([
  ['a destroyed session is in the trash only', facts('destroyed'), null],
  ['created and not started', facts('created'), 'needs_you'],
  ['on the way', facts('starting'), 'running'],
  ['stopped with nothing to deliver', facts('stopped'), 'completed'],
  ['stopped with undelivered work', facts('stopped', { undelivered: true }), 'needs_you'],
  ['exited by itself', facts('stopped', { agent: 'exited' }), 'needs_you'],
  ['stopped, but it goes on by itself', facts('stopped', { agent: 'exited', resumes: true }), 'running'],
  ['completed', facts('completed'), 'completed'],
  ['completed, then changed again', facts('completed', { undelivered: true }), 'needs_you'],
  ['a problem', facts('running', { agent: 'working', hasProblem: true }), 'needs_you'],
  ['idle with work that awaits review', facts('running', { agent: 'idle', undelivered: true }), 'needs_you'],
  ['idle with nothing to review', facts('running', { agent: 'idle' }), 'completed'],
])('%s', (_name, given, bucket) => {
  expect(bucketOf(given)).toBe(bucket);
});

test.each<[AgentActivity, Bucket]>([
  ['starting', 'running'],
  ['working', 'running'],
  ['retrying', 'running'],
  ['quota', 'running'],
  ['waiting', 'needs_you'],
  ['stuck', 'needs_you'],
  ['exited', 'needs_you'],
])('a running session whose agent is %s', (agent, bucket) => {
  expect(bucketOf(facts('running', { agent }))).toBe(bucket);
});

test('every status but destroyed has a bucket, whatever else is known', () => {
  for (const status of SessionStatus.options) {
    for (const hasProblem of [true, false]) {
      const bucket = bucketOf(facts(status, { hasProblem, undelivered: hasProblem }));
      expect(bucket === null).toBe(status === 'destroyed');
    }
  }
});

import type { Check } from 'hero-claude-sdk';
import type { Tone } from '../../ui/badge.tsx';

export const checkTones: Record<Check['status'], Tone> = { ok: 'good', warn: 'warn', fail: 'bad' };

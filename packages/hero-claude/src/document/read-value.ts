import { InvalidArgumentError } from 'commander';
import type { ResolvedSchema } from './openrpc.ts';

/** The values a word may have, where the schema lists them. */
export function choicesOf(schema: ResolvedSchema): readonly string[] | undefined {
  return schema.enum ?? schema.anyOf?.find((part) => part.enum !== undefined)?.enum;
}

/** Stands for null on its way through commander, which takes null for nothing given. */
export const noValue = Symbol('null');

/** Turns a word of the command line into what the schema wants. Throws what is wrong with it. */
export function readValue(text: string, schema: ResolvedSchema): unknown {
  if (schema.nullable === true && text === 'none') return noValue;
  if (schema.type === 'integer' || schema.type === 'number') return readNumber(text, schema);
  if (schema.anyOf?.some(({ type }) => type === 'object') === true && text.trimStart().startsWith('{')) {
    return readObject(text);
  }
  const choices = choicesOf(schema);
  if (choices !== undefined && !choices.includes(text)) {
    throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}.`);
  }
  return text;
}

function readNumber(text: string, { type, minimum, maximum }: ResolvedSchema): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const fits = type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (!fits)
    throw new InvalidArgumentError(`It must be ${type === 'integer' ? 'a whole number' : 'a number'}.`);
  if (minimum !== undefined && value < minimum) {
    throw new InvalidArgumentError(`It must be at least ${minimum}.`);
  }
  if (maximum !== undefined && value > maximum)
    throw new InvalidArgumentError(`It must be at most ${maximum}.`);
  return value;
}

function readObject(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}.`);
  }
}

/** `NAME=value`, cut at the first `=`. */
export function readPair(text: string): [string, string] {
  const cut = text.indexOf('=');
  if (cut < 1) throw new InvalidArgumentError('It must be NAME=VALUE.');
  return [text.slice(0, cut), text.slice(cut + 1)];
}

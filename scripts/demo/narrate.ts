import { styleText } from 'node:util';

const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function step(title: string): void {
  say(`\n${colour ? styleText('bold', `— ${title}`) : `— ${title}`}`);
}

export function quiet(text: string): string {
  return colour ? styleText('dim', text) : text;
}

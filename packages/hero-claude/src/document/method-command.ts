import { Argument, Command } from 'commander';
import { type CliError, usageError } from '../cli-error.ts';
import { commandText } from './command-text.ts';
import { type MethodDocument, type OpenRpcDocument, type ParamDocument, resolveSchema } from './openrpc.ts';
import { describe, kebab, paramOption } from './param-option.ts';
import { noValue, readValue } from './read-value.ts';

/** What the command line said, as params of the method. */
export type Params = Record<string, unknown>;

interface PlacedParam {
  param: ParamDocument;
  argument: Argument;
}

/** A command derived from a method of the document, and how its words are read. */
export interface MethodCommand {
  command: Command;
  /** The params, from a parsed command. */
  readParams: () => Params;
}

function argumentFor(param: ParamDocument, document: OpenRpcDocument): Argument {
  const schema = resolveSchema(param.schema, document);
  const name = kebab(param.name);
  const argument = new Argument(
    param.required === true ? `<${name}>` : `[${name}]`,
    describe({ ...param, required: false }, schema, document),
  );
  return schema.id === 'SessionId' ? argument : argument.argParser((word: string) => readValue(word, schema));
}

/** Everything after `--` is the value, a word each; a param that also takes a line has a flag for it. */
function restFor(param: ParamDocument, takesLine: boolean): Argument {
  const name = kebab(param.name);
  const required = param.required === true && !takesLine;
  return new Argument(
    required ? `<${name}...>` : `[${name}...]`,
    'Program and arguments, after --; one word with spaces is a shell line',
  );
}

function missing(param: ParamDocument, isRest: boolean, document: OpenRpcDocument): CliError {
  const { long } = paramOption(param, document);
  return isRest
    ? usageError(`No ${kebab(param.name)} is given`, `put it after --, or use ${long}`)
    : usageError(`${long} is missing: ${commandText(param.description ?? 'it is required', document)}`);
}

/** Makes the command of a method: positional params, the rest after `--`, a flag for everything else. */
export function methodCommand(method: MethodDocument, document: OpenRpcDocument): MethodCommand {
  const { positional = [], rest, examples = [] } = method['x-cli'] ?? {};
  const command = new Command(kebab(method.name.slice(method.name.indexOf('.') + 1)));
  command
    .summary(method.summary)
    .description(commandText([method.summary, method.description].filter(Boolean).join('\n\n'), document));

  const placed: PlacedParam[] = [];
  const flagged: { param: ParamDocument; attribute: string }[] = [];
  for (const param of method.params) {
    if (positional.includes(param.name)) {
      const argument = argumentFor(param, document);
      command.addArgument(argument);
      placed.push({ param, argument });
      continue;
    }
    const { anyOf = [] } = resolveSchema(param.schema, document);
    const line = anyOf.find(({ type }) => type === 'string');
    if (param.name === rest) {
      const argument = restFor(param, line !== undefined);
      command.addArgument(argument);
      placed.push({ param, argument });
      if (line === undefined) continue;
    }
    const shown =
      param.name === rest
        ? { ...param, description: 'A shell line instead', required: false, schema: line ?? {} }
        : param;
    const option = paramOption(shown, document);
    command.addOption(option);
    flagged.push({ param, attribute: option.attributeName() });
  }
  if (examples.length > 0) {
    command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
  }

  return {
    command,
    readParams: () => {
      const options = command.opts<Record<string, unknown>>();
      const params: Params = {};
      for (const { param, attribute } of flagged) {
        const value = options[attribute];
        if (command.getOptionValueSource(attribute) === 'default') continue;
        if (value !== undefined) params[param.name] = value === noValue ? null : value;
      }
      for (const [index, { param }] of placed.entries()) {
        const value: unknown = command.processedArgs[index];
        if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
        if (params[param.name] !== undefined) {
          throw usageError(
            `--${kebab(param.name)} and words after -- say the same thing`,
            'give one of them',
          );
        }
        params[param.name] = value;
      }
      for (const param of method.params) {
        if (param.required === true && params[param.name] === undefined) {
          throw missing(param, param.name === rest, document);
        }
      }
      return params;
    },
  };
}

import {
  type ParamDescription,
  type RpcDocument,
  resolveSchema,
  typeWords,
} from '../../data/rpc-document.ts';
import { Field, Select, TextArea, TextInput } from '../../ui/field.tsx';
import { isPlainText } from './param-value.ts';

export interface ParamFieldProps {
  param: ParamDescription;
  document: RpcDocument;
  value: string;
  onChange: (value: string) => void;
}

/** One param of a method, in the field that fits its type. */
export function ParamField({ param, document, value, onChange }: ParamFieldProps) {
  const schema = resolveSchema(param.schema, document);
  const hint = [
    typeWords(param.schema, document),
    param.description,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
  ]
    .filter(Boolean)
    .join(' · ');
  const choices = schema.type === 'boolean' ? [true, false] : schema.enum;
  return (
    <Field label={param.required === true ? `${param.name} *` : param.name} hint={hint}>
      {(id) => {
        if (choices !== undefined) {
          return (
            <Select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
              <option value="">–</option>
              {choices.map((choice) => (
                <option key={String(choice)} value={String(choice)}>
                  {String(choice)}
                </option>
              ))}
            </Select>
          );
        }
        if (isPlainText(param, document)) {
          return <TextInput id={id} value={value} onChange={(event) => onChange(event.target.value)} />;
        }
        if (schema.type === 'integer' || schema.type === 'number') {
          return (
            <TextInput
              id={id}
              type="number"
              step="any"
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          );
        }
        return (
          <TextArea
            id={id}
            mono
            rows={2}
            placeholder="JSON"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        );
      }}
    </Field>
  );
}

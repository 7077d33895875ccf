import {
  Bot,
  CircleHelp,
  FilePenLine,
  FilePlus2,
  FileText,
  FolderSearch,
  Globe,
  ListTodo,
  type LucideIcon,
  Map as MapIcon,
  Plug,
  Search,
  SquareTerminal,
  Wrench,
} from 'lucide-react';

const icons = new Map<string, LucideIcon>([
  ['Bash', SquareTerminal],
  ['PowerShell', SquareTerminal],
  ['Read', FileText],
  ['Write', FilePlus2],
  ['Edit', FilePenLine],
  ['MultiEdit', FilePenLine],
  ['NotebookEdit', FilePenLine],
  ['Grep', Search],
  ['Glob', FolderSearch],
  ['TodoWrite', ListTodo],
  ['TaskCreate', ListTodo],
  ['TaskUpdate', ListTodo],
  ['TaskList', ListTodo],
  ['Agent', Bot],
  ['Task', Bot],
  ['WebFetch', Globe],
  ['WebSearch', Globe],
  ['AskUserQuestion', CircleHelp],
  ['ExitPlanMode', MapIcon],
]);

export function ToolIcon({ name }: { name: string }) {
  const Icon = icons.get(name) ?? (name.startsWith('mcp__') ? Plug : Wrench);
  return <Icon size={14} aria-hidden="true" />;
}

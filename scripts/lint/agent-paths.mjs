/**
 * Lint rules for what an agent writes: `code/`, `claude/` and `home/` of a session. A planted link, hook or filter
 * there would have the host read, write or run something of the agent's choice, so such folders are named only
 * where they are made and mounted, and git looks at a copy only inside its container.
 */

const writable = new Set(['code', 'claude', 'home']);
/** Functions that give the folders of a session. */
const makers = new Set(['sessionFolder', 'trashFolder', 'makeFolder']);
const folderName = /folder$/i;
const folderType = 'SessionFolder';

/** The expression behind `await`, `!`, `as` and parentheses. */
function bare(node) {
  const inner = node?.argument ?? node?.expression;
  const wraps = ['AwaitExpression', 'TSNonNullExpression', 'TSAsExpression', 'TSSatisfiesExpression'];
  if (node?.type === 'ChainExpression' || node?.type === 'ParenthesizedExpression')
    return bare(node.expression);
  return wraps.includes(node?.type) ? bare(inner) : node;
}

/** The text of a literal, or of a template without expressions. */
function textOf(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return undefined;
}

/** The name of a property; undefined for one that is computed while the program runs. */
function nameOf(key, computed) {
  if (!computed && (key.type === 'Identifier' || key.type === 'PrivateIdentifier')) return key.name;
  return textOf(key);
}

function calls(node, names) {
  const callee = node?.type === 'CallExpression' ? node.callee : undefined;
  const name = callee?.type === 'MemberExpression' ? nameOf(callee.property, callee.computed) : callee?.name;
  return name !== undefined && names.has(name);
}

const joins = new Set(['join', 'resolve', 'normalize']);
const archives = new Set(['getArchive', 'putArchive', 'infoArchive']);

const noAgentPaths = {
  create(context) {
    const aliases = new Set();
    const report = (node, what) =>
      context.report({ node, message: `${what} is written by the agent: reach it through its container` });

    function isFolder(wrapped) {
      const node = bare(wrapped);
      if (node?.type === 'Identifier') return aliases.has(node.name) || folderName.test(node.name);
      if (node?.type === 'MemberExpression')
        return folderName.test(nameOf(node.property, node.computed) ?? '');
      return calls(node, makers);
    }

    /** Looks at `{ code } = <folder>`; what it calls a folder by another name is followed. */
    function checkPattern(pattern, ofFolder) {
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          if (ofFolder) aliases.add(property.argument.name);
          continue;
        }
        const name = nameOf(property.key, property.computed);
        if (ofFolder && (name === undefined || writable.has(name))) report(property, name ?? 'this folder');
        const isOne = folderName.test(name ?? '');
        const value = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
        if (value.type === 'ObjectPattern') checkPattern(value, isOne);
        else if (isOne && value.type === 'Identifier') aliases.add(value.name);
      }
    }

    function bind(target, source) {
      if (target.type === 'ObjectPattern') checkPattern(target, isFolder(source));
      else if (target.type === 'Identifier' && isFolder(source)) aliases.add(target.name);
    }

    /** A parameter or variable that says itself what it is. */
    function checkTyped(node) {
      const type = node.typeAnnotation && context.sourceCode.getText(node.typeAnnotation);
      const typed = type !== undefined && new RegExp(`^:\\s*(Readonly<)?${folderType}\\b`).test(type);
      if (node.type === 'ObjectPattern') checkPattern(node, typed);
      else if (typed && node.type === 'Identifier') aliases.add(node.name);
    }

    const checkParams = (node) => {
      for (const param of node.params) checkTyped(param.type === 'AssignmentPattern' ? param.left : param);
    };

    return {
      FunctionDeclaration: checkParams,
      FunctionExpression: checkParams,
      ArrowFunctionExpression: checkParams,
      VariableDeclarator(node) {
        checkTyped(node.id);
        if (node.init !== null) bind(node.id, node.init);
      },
      AssignmentExpression(node) {
        bind(node.left, node.right);
      },
      MemberExpression(node) {
        if (!isFolder(node.object)) return;
        const name = nameOf(node.property, node.computed);
        if (name === undefined || writable.has(name)) report(node, name ?? 'this folder');
      },
      CallExpression(node) {
        if (calls(node, archives)) report(node, 'what the archive of a container leads to');
        if (!calls(node, joins)) return;
        for (const arg of node.arguments) {
          const first = textOf(arg)
            ?.replace(/^\.?\//, '')
            .split('/')[0];
          if (first !== undefined && writable.has(first)) report(arg, first);
        }
      },
      TemplateLiteral(node) {
        for (const { value } of node.quasis.slice(1)) {
          const [, first] = /^\/(code|claude|home)(?:\/|$)/.exec(value.cooked ?? '') ?? [];
          if (first !== undefined) report(node, first);
        }
      },
    };
  },
};

const noGitInCopy = {
  create(context) {
    return {
      ArrayExpression(node) {
        for (const [index, element] of node.elements.entries()) {
          const text = textOf(element) ?? '';
          if (!/^(-C|--git-dir|--work-tree)$/.test(text)) continue;
          const next = node.elements[index + 1];
          // An option of diff, and followed by another: no folder.
          if (next === undefined || textOf(next)?.startsWith('-')) continue;
          context.report({ node: element, message: `git ${text} reaches a copy only in its container` });
        }
      },
    };
  },
};

export default {
  meta: { name: 'hero' },
  rules: { 'no-agent-paths': noAgentPaths, 'no-git-in-copy': noGitInCopy },
};

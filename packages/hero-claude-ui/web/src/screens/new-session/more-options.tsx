import { Checkbox } from '../../ui/field.tsx';
import { permissionChoices } from '../session/composer/permission-labels.ts';
import { McpChoice } from './mcp-choice.tsx';
import styles from './new-session.module.css';
import { Amount, Choice, Lines, type OptionsProps, Text } from './option-fields.tsx';

/** Everything with a default. */
export function MoreOptions(props: OptionsProps) {
  const { form, change } = props;
  return (
    <div className={styles['inside']}>
      <div className={styles['grid']}>
        <Text {...props} name="name" label="Name" placeholder="Made from the task" />
        <Text
          {...props}
          name="base"
          label="Start from"
          placeholder="Branch, tag or commit"
          hint="Empty: what is checked out."
        />
        <Choice
          {...props}
          name="source"
          label="Your uncommitted changes"
          hint={form.base === '' ? undefined : 'Another base starts without them.'}
          choices={{ uncommitted: 'Copy them too', clean: 'Leave them out: start from the commit' }}
        />
        <Choice
          {...props}
          name="uncommitted"
          label="When it finishes"
          hint="Whether those changes of yours go into the delivered branch."
          choices={{ '': 'Ask then', include: 'Deliver them too', leave_out: 'Leave them out' }}
        />
        <Text
          {...props}
          name="model"
          label="Model"
          placeholder="Claude Code’s default"
          hint="opus, sonnet, haiku, or a full name."
        />
        <Choice
          {...props}
          name="effort"
          label="Effort"
          choices={{
            '': 'Model default',
            low: 'low',
            medium: 'medium',
            high: 'high',
            xhigh: 'xhigh',
            max: 'max',
          }}
        />
        <Choice
          {...props}
          name="permissionMode"
          label="Permission mode"
          hint="The container is the boundary in each of them."
          choices={{
            '': 'Server default',
            ...permissionChoices,
          }}
        />
        <Choice
          {...props}
          name="egress"
          label="May reach"
          choices={{
            '': 'Server default',
            none: 'Nothing but the model',
            allowlist: 'Package registries and listed hosts',
            open: 'Everything public',
          }}
        />
        <Text
          {...props}
          name="egressAllow"
          label="More hosts"
          placeholder="api.example.com, *.example.org:8443"
        />
        <Amount {...props} name="cpu" label="CPU cores" placeholder="Server default" />
        <Amount {...props} name="memoryGb" label="Memory (GB)" placeholder="Server default" />
        <Text {...props} name="image" label="Image" placeholder="Server default" />
        <Amount {...props} name="budget" label="Budget (USD)" placeholder="No limit of its own" />
        <Text {...props} name="labels" label="Labels" placeholder="team=web, urgent" />
      </div>
      <McpChoice {...props} />
      <Lines
        {...props}
        name="setup"
        label="Set-up commands"
        hint="One per line; run in the container before the agent."
        placeholder="npm ci"
      />
      <Lines
        {...props}
        name="include"
        label="Ignored files to bring along"
        hint="One pattern per line. What git ignores stays out otherwise."
        placeholder=".env.test"
      />
      <Checkbox checked={form.trustProject} onChange={(trustProject) => change({ trustProject })}>
        Load the repository's own CLAUDE.md, .claude/ and .mcp.json
      </Checkbox>
    </div>
  );
}

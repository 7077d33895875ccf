import { useState } from 'react';
import styles from './bar-chart.module.css';

export interface BarPart {
  label: string;
  value: number;
  /** A class of the chart: one of a few colours. */
  look: 'first' | 'second' | 'third' | 'fourth';
}

export interface Bar {
  label: string;
  parts: readonly BarPart[];
}

export interface BarChartProps {
  title: string;
  bars: readonly Bar[];
  format: (value: number) => string;
}

const height = 120;
const widest = 28;

/** Stacked bars of equal width; the one under the pointer, or with the focus, is told in words. */
export function BarChart({ title, bars, format }: BarChartProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const sums = bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const top = Math.max(...sums, 0) || 1;
  const step = Math.min(widest, 480 / Math.max(1, bars.length));
  const told = chosen === null ? undefined : bars[chosen];
  return (
    <figure className={styles['chart']}>
      <figcaption>
        <h3>{title}</h3>
        <span className={styles['told']} role="status">
          {told === undefined
            ? `most: ${format(Math.max(...sums, 0))}`
            : `${told.label}: ${told.parts.map(({ label, value }) => `${label} ${format(value)}`).join(', ')}`}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${Math.max(step * bars.length, 1)} ${height}`}
        width={step * bars.length}
        height={height}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}, turn by turn`}
        onPointerLeave={() => setChosen(null)}
      >
        {bars.map((bar, index) => (
          <StackedBar
            key={bar.label}
            bar={bar}
            x={index * step}
            width={step}
            scale={height / top}
            chosen={index === chosen}
            onChoose={() => setChosen(index)}
          />
        ))}
      </svg>
      <ul className={styles['legend']}>
        {bars[0]?.parts.map(({ label, look }) => (
          <li key={label}>
            <i className={styles[look]} /> {label}
          </li>
        ))}
      </ul>
    </figure>
  );
}

interface StackedBarProps {
  bar: Bar;
  x: number;
  width: number;
  scale: number;
  chosen: boolean;
  onChoose: () => void;
}

function StackedBar({ bar, x, width, scale, chosen, onChoose }: StackedBarProps) {
  let y = height;
  return (
    <g onPointerEnter={onChoose}>
      <rect
        className={chosen ? styles['chosen'] : styles['space']}
        x={x}
        y={0}
        width={width}
        height={height}
      />
      {bar.parts.map(({ label, value, look }) => {
        const size = value * scale;
        y -= size;
        return (
          <rect
            key={label}
            className={styles[look]}
            x={x + 1}
            y={y}
            width={Math.max(1, width - 2)}
            height={size}
          />
        );
      })}
    </g>
  );
}

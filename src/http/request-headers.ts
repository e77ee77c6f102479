import type { IncomingHttpHeaders } from 'node:http';
import { HeaderMap } from '@apollo/server';

/**
 * A request's headers in the form that Apollo Server and its plugins expect. Apollo Server reads a few of them by name,
 * so they are copied only if someone lists or changes them.
 */
export class RequestHeaders extends HeaderMap {
  private source: IncomingHttpHeaders | null;

  /** @param source from Node: names in lower case */
  constructor(source: IncomingHttpHeaders) {
    super();
    this.source = source;
  }

  override get(name: string): string | undefined {
    if (this.source === null) return super.get(name);
    const key = name.toLowerCase();
    return Object.hasOwn(this.source, key) ? textOf(this.source[key]) : undefined;
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override set(name: string, value: string): this {
    this.copy();
    return super.set(name, value);
  }

  override delete(name: string): boolean {
    this.copy();
    return super.delete(name);
  }

  override clear(): void {
    this.source = null;
    super.clear();
  }

  override get size(): number {
    this.copy();
    return super.size;
  }

  override [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  override entries(): MapIterator<[string, string]> {
    this.copy();
    return super.entries();
  }

  override keys(): MapIterator<string> {
    this.copy();
    return super.keys();
  }

  override values(): MapIterator<string> {
    this.copy();
    return super.values();
  }

  override forEach(visit: (value: string, name: string, map: Map<string, string>) => void): void {
    this.copy();
    super.forEach(visit);
  }

  private copy(): void {
    const { source } = this;
    this.source = null;
    for (const [name, value] of Object.entries(source ?? {})) {
      const text = textOf(value);
      if (text !== undefined) super.set(name, text);
    }
  }
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

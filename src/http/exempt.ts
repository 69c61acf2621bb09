declare module 'fastify' {
  interface FastifyContextConfig {
    /** `false`: answered also while the process cannot keep up. */
    loadShedding?: false;
  }
}

/**
 * The `config` of a route that is always answered, free of limits by address and of load shedding: the
 * platform's callback, which is one address for everybody, and health, which is asked under load.
 */
export const EXEMPT = { rateLimit: false, loadShedding: false } as const;

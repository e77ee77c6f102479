export * from '@graphward/authorization';

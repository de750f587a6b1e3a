FROM node:22-alpine
USER root
CMD ["server.js"]

# jianbao as one static program. Two images:
#
#   docker build -t jianbao .                     the program and the CA's certificates, nothing else
#   docker build -t jianbao:ci --target ci .      on Alpine, with a shell, git and ssh: for GitLab CI and deploying by SFTP
#
# In the bulletin's directory:
#
#   docker run --rm -u "$(id -u):$(id -g)" -v "$PWD:/bulletin" jianbao build

FROM rust:1.95-alpine AS build
# Whoever builds for musl on musl links statically; the C compiler is for libwebp and for TLS.
RUN apk add --no-cache build-base ca-certificates
WORKDIR /src
COPY . .
RUN cargo build --locked --profile dist

FROM alpine:3 AS ci
RUN apk add --no-cache ca-certificates git openssh-client
COPY --from=build /src/target/dist/jianbao /usr/local/bin/jianbao
WORKDIR /bulletin

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /src/target/dist/jianbao /usr/local/bin/jianbao
ENV PATH=/usr/local/bin
USER 1000:1000
WORKDIR /bulletin
ENTRYPOINT ["jianbao"]

#!/bin/sh
# 检查、生成、上线一份简报。放在 site.yaml 旁边，各家的流水线和服务器上的定时任务都调用它；怎样设置见 docs/ci.md。
#
#   sh publish.sh check          只检查，不生成网站
#   sh publish.sh publish        检查、生成、上线
#   sh publish.sh preview 名称   检查、生成，放到 PREVIEW_URL/名称/；没有设 PREVIEW_URL 就不做
#
# 环境变量，都可以不设；存储的密钥另见 docs/ci.md：
#   JIANBAO          程序，默认 jianbao
#   JIANBAO_URL      没有装程序时从这里下载，核对 JIANBAO_SHA256 后才用
#   TARGET           上线到 site.yaml 的哪个 deploy，默认 production
#   PREVIEW_TARGET   预览放到哪个 deploy，默认 preview
#   PREVIEW_URL      预览的网址，如 https://preview.example.org
#   STRICT           设成 1：check 时警告都算作错误；基线 .jianbao-baseline 里的不算
#   MAX_WARNINGS     check 时最多可以有多少个警告；基线里的不算
#   ANNOTATIONS      评审页面上的批注：github，或 gitlab（写进文件 REPORT，默认 gl-code-quality.json）
#
# 退出状态：0 成功；1 稿件有错误，没有上线；2 用法不对，或者下载、磁盘、网络出错。
set -eu

root=$(dirname "$0")
jianbao=${JIANBAO:-jianbao}

die() {
  echo "publish.sh: $*" >&2
  exit 2
}

have() {
  command -v "$1" >/dev/null 2>&1
}

download() {
  if have curl; then curl -fsSL --retry 3 -o "$2" "$1"; else wget -q -O "$2" "$1"; fi
}

# 没有装程序就下载一个；校验和不对的不用。
obtain() {
  have "$jianbao" && return
  [ -n "${JIANBAO_URL:-}" ] || die "没有 $jianbao 这个程序：装好它，或者设 JIANBAO_URL 和 JIANBAO_SHA256"
  [ -n "${JIANBAO_SHA256:-}" ] || die "设了 JIANBAO_URL，没有设 JIANBAO_SHA256：不核对就不能用"
  tools=$(mktemp -d)
  trap 'rm -rf "$tools"' EXIT
  jianbao=$tools/jianbao
  download "$JIANBAO_URL" "$jianbao" || die "下载不了 $JIANBAO_URL"
  echo "$JIANBAO_SHA256  $jianbao" | sha256sum -c - >/dev/null 2>&1 || die "下载的程序和 JIANBAO_SHA256 对不上"
  chmod +x "$jianbao"
}

# 先给评审页面写批注，再给看日志的人说一遍；成不成以后一遍为准。
check() {
  case ${ANNOTATIONS:-} in
    '') ;;
    github) "$jianbao" check --root "$root" --format github || : ;;
    gitlab) "$jianbao" check --root "$root" --format gitlab >"${REPORT:-gl-code-quality.json}" || : ;;
    *) die "ANNOTATIONS 应当是 github 或 gitlab，不能是 $ANNOTATIONS" ;;
  esac
  "$jianbao" check --root "$root" "$@"
}

# 能作目录名的名称。改动过的后面加一个数，免得两个分支变成同一个名称。
slug() {
  plain=$(printf %s "$1" | LC_ALL=C tr '[:upper:]' '[:lower:]' | LC_ALL=C tr -cs a-z0-9 - | cut -c 1-40 | sed 's/^-*//; s/-*$//')
  [ "$plain" = "$1" ] || plain=${plain:-branch}-$(printf %s "$1" | cksum | cut -d ' ' -f 1)
  echo "$plain"
}

case ${1:-} in
  check)
    obtain
    set --
    [ -z "${STRICT:-}" ] || set -- "$@" --strict
    [ -z "${MAX_WARNINGS:-}" ] || set -- "$@" --max-warnings "$MAX_WARNINGS"
    check "$@"
    ;;
  publish)
    obtain
    check
    "$jianbao" build --root "$root"
    "$jianbao" deploy "${TARGET:-production}" --root "$root"
    ;;
  preview)
    [ -n "${2:-}" ] || die "要写名称：sh publish.sh preview 名称"
    if [ -z "${PREVIEW_URL:-}" ]; then
      echo "没有设 PREVIEW_URL，不预览"
      exit 0
    fi
    obtain
    name=$(slug "$2")
    url=${PREVIEW_URL%/}/$name
    check
    # 不碰正式的 public 和 .jianbao/changes.json。
    "$jianbao" build --root "$root" --base-url "$url" --out "$root/.jianbao/preview" --changes "$root/.jianbao/preview.json"
    "$jianbao" deploy "${PREVIEW_TARGET:-preview}" --root "$root" --out "$root/.jianbao/preview" --under "$name"
    echo "预览：$url/"
    ;;
  *)
    die "用法：sh publish.sh check、publish 或 preview 名称"
    ;;
esac

# Completion of 'dotnet sabot-cdc' for zsh. In ~/.zshrc, below compinit:
#   source <(dotnet sabot-cdc completion zsh)

_sabot_cdc() {
	local -a tool given found
	if [[ ${words[1]:t} == dotnet-sabot-cdc ]]; then
		tool=("${words[1]}")
		given=("${words[2,CURRENT-1]}")
		((CURRENT > 2)) || given=()
	elif ((CURRENT > 2)) && [[ ${words[2]} == sabot-cdc ]]; then
		tool=(dotnet sabot-cdc)
		given=("${words[3,CURRENT-1]}")
		((CURRENT > 3)) || given=()
	else
		((CURRENT != 2)) || compadd sabot-cdc
		[[ -z $_sabot_cdc_before ]] || "$_sabot_cdc_before" "$@"
		return
	fi
	local line="${given:+${given} }$PREFIX"
	found=("${(@f)$("${tool[@]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
	found=(${found:#})
	if ((${#found})); then
		compadd -- "${found[@]}"
	else
		_files
	fi
}

# Everything else that begins with 'dotnet' goes to the completion that was there before.
[[ ${_comps[dotnet]:-_sabot_cdc} == _sabot_cdc ]] || typeset -g _sabot_cdc_before=${_comps[dotnet]}
compdef _sabot_cdc dotnet dotnet-sabot-cdc
